"""Accounts, posts and rosters as 管理员 and 值班长 keep them."""
