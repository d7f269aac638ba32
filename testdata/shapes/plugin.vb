'! build: release vbc-debug
' S02, S07, S08, S20, S22: Visual Basic: Execute under another name, Static locals, SyncLock, module-level state, WithEvents.
Imports System
Imports System.Collections.Generic
Imports System.Threading
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Basic

    Public Class PerCall
        Public Number As Integer
        Public Property Name As String
    End Class

    Public Module Counters
        Public Total As Integer

        Public Sub Count()
            Total += 1 '~ static-state target=F:Fabrikam.Basic.Counters.Total
        End Sub
    End Module

    ' The implementation has another name.
    Public Class OrderPlugin
        Implements IPlugin

        Private _count As Integer
        Private _name As String
        Public Property Orders As Integer

        Private Sub RunOrder(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            _count += 1 '~ stateful-plugin severity=high target=F:Fabrikam.Basic.OrderPlugin._count
            Orders = 5 '~ stateful-plugin
            Remember("order")
            Counters.Count()
            Dim local As New PerCall()
            local.Number = 1
            local.Name = "mine"
        End Sub

        Private Sub Remember(name As String)
            _name = name '~ stateful-plugin target=F:Fabrikam.Basic.OrderPlugin._name
        End Sub

        ' Not the entry method.
        Public Sub Execute(serviceProvider As IServiceProvider)
            _count = 0
        End Sub
    End Class

    ' S22: a Static local is a field.
    Public Class StaticLocalPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static calls As Integer
            calls += 1 '~ stateful-plugin
            Dim mine As Integer = calls
            mine += 1
            Note()
        End Sub

        Private Shared Sub Note()
            Static notes As Integer
            notes += 1 '~ static-state
        End Sub
    End Class

    Public Class LockPlugin
        Implements IPlugin

        Private Shared ReadOnly Gate As New Object()

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            SyncLock Gate '~ static-lock
                Thread.Sleep(100) '~ thread-sleep
            End SyncLock
            Dim mine As New Object()
            SyncLock mine
                serviceProvider.GetService(GetType(IPluginExecutionContext))
            End SyncLock
        End Sub
    End Class

    ' R06, R09: lambdas, AddHandler, a delegate relaxation.
    Public Class LambdaPlugin
        Implements IPlugin

        Private _last As String
        Private _seen As Integer
        Public Event Changed As EventHandler

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim prefix As String = "a"
            Dim names As New List(Of String)()
            names.ForEach(Sub(n)
                              _last = prefix & n '~ stateful-plugin target=F:Fabrikam.Basic.LambdaPlugin._last
                          End Sub)
            AddHandler Changed, AddressOf OnChanged '~ stateful-plugin
            For Each name As String In Numbers()
                prefix = name
            Next
            Dim found = names.FindAll(Function(n) n.Length > 1)
            GC.KeepAlive(found)
        End Sub

        Private Sub OnChanged(sender As Object, e As EventArgs)
        End Sub

        Private Iterator Function Numbers() As IEnumerable(Of String)
            _seen = 1 '~ stateful-plugin target=F:Fabrikam.Basic.LambdaPlugin._seen
            Yield "a"
        End Function
    End Class
End Namespace
