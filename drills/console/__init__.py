"""The console: one seat's terminal screen.

`app.Console` is the application; it reads one immutable `TeamView` a refresh through `port.Drill` and sends commands
back. Words, lists, dossiers, offers and consequences are pure functions of a `frame.Frame`, tested without a screen.
"""
