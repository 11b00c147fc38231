"""What every page and interface of the web shares: the handler, security headers, discreet logs."""
