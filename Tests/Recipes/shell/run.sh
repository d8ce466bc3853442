bats password.bats
