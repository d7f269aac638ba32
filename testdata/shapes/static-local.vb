'! build: release vbc-debug
' S20, S22: a Static local with an initialiser: the compiler adds a flag object and a lock around the first assignment.
Imports System
Imports System.Collections.Generic
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Basic.Initialised

    Public Class HitPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static hits As Integer = 5 '= stateful-plugin
            hits += 1 '~ stateful-plugin
        End Sub
    End Class

    ' What nobody changes afterwards is a constant; what is made is made once; what comes from the call is the first caller's.
    Public Class FirstValuePlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static limit As Integer = 5 '= stateful-plugin
            Static rate As Decimal = 1.5D '= stateful-plugin
            Static share As Single = 0.5F '= stateful-plugin
            Static text As String = "a" '= stateful-plugin
            Static names As New List(Of String) '~ lazy-member-cache severity=low
            Static started As Date = Date.Now '~ lazy-member-cache
            Static service As IOrganizationService = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService) '~ stateful-plugin severity=high
            Static depth As Integer = CType(serviceProvider.GetService(GetType(IPluginExecutionContext)), IPluginExecutionContext).Depth + 1 '~ stateful-plugin severity=high
            Static nothingYet As IOrganizationService = Nothing '= stateful-plugin
            names.Add(text) '~ shared-object-mutation
            GC.KeepAlive(limit + rate + share + depth)
            GC.KeepAlive(started)
            GC.KeepAlive(service)
            GC.KeepAlive(nothingYet)
            Note()
        End Sub

        Private Shared Sub Note()
            Static limit As Integer = 5 '= static-state
            Static notes As New List(Of String) '~ static-state
            GC.KeepAlive(limit)
            GC.KeepAlive(notes)
        End Sub
    End Class

    ' A lock of the author's own around a store is no initialiser.
    Public Class LockedPlugin
        Implements IPlugin

        Private ReadOnly _gate As New Object()

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static count As Integer
            SyncLock _gate '~ static-lock severity=low
                count = 5 '~ stateful-plugin severity=medium
            End SyncLock
            GC.KeepAlive(count)
        End Sub
    End Class
End Namespace
