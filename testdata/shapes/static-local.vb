'! build: release vbc-debug
' S20, S22: a Static local with an initialiser: the compiler adds a flag object and a lock around the first assignment.
Imports System
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Basic.Initialised

    Public Class HitPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static hits As Integer = 5 '~ stateful-plugin
            hits += 1 '~ stateful-plugin
        End Sub
    End Class
End Namespace
