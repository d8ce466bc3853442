phpunit PasswordTest.php
