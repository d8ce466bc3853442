prove -v password.t
