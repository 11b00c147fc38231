"""人员: accounts, the posts people hold, rosters, and the one table of who may do what."""
