@"%~dp0program\Opportune.App.exe" %*
