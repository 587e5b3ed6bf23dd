package io.productcatalog.stack.run;

/** Both services, connected to the parts of this machine. */
record CatalogServices(CatalogService command, CatalogService query) {}
