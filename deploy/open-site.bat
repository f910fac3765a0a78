@echo off
rem Double click: the site opens in the browser; files are added there. The store is the folder policy.kg beside this file.
rem It starts the kg.exe beside it (the frozen folder), or the installed command.
chcp 65001 >nul
cd /d "%~dp0"
set KG=kg
if exist "%~dp0kg.exe" set KG="%~dp0kg.exe"
%KG% --store policy.kg serve --edit --open
if errorlevel 1 pause
