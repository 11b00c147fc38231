"""我的账号: what everybody with an account may do with it: see the posts held, switch two-step login on and off."""
