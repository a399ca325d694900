@setlocal
@if "%~1"=="check" set DOTNET_TC_CallCountingDelayMs=64
@"%~dp0program\Opportune.App.exe" %*
