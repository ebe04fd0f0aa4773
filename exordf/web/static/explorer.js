// What scripts add: suggestions below a search field. Every page reads without them.
"use strict";
