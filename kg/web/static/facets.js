// Where the facets of a list stand above its rows and not beside them, they open when they are asked for.
"use strict";
if (matchMedia("(max-width: 60rem)").matches) for (const one of document.querySelectorAll(".facets")) one.open = false;
