' Visual Basic: what plug-ins and activities use, and how code is reached.
' P01, P04, R02, R05, R07, R13, S03, S19, U05, U06, X06
'! refs: Microsoft.Xrm.Sdk System.Activities System.Net.Http
Imports System
Imports System.Activities
Imports System.Collections.Generic
Imports System.Net.Http
Imports System.Threading
Imports System.Threading.Tasks
Imports Microsoft.Xrm.Sdk

Namespace Uses
    ' U05, U06
    Public Class WebPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim client = New HttpClient() '~ http-keepalive, http-timeout
            GC.KeepAlive(client)
        End Sub
    End Class

    Public Class TimedPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim client = New HttpClient() '= http-keepalive, http-timeout
            client.Timeout = TimeSpan.FromSeconds(15)
            client.DefaultRequestHeaders.ConnectionClose = True
        End Sub
    End Class

    ' P04, S19
    Public Class NumberActivity
        Inherits CodeActivity

        Public Property Number As InArgument(Of Integer)

        Public Property Result As OutArgument(Of Integer)

        Private calls As Integer

        Protected Overrides Sub Execute(context As CodeActivityContext)
            calls += 1 '~ stateful-plugin
            Result.Set(context, Number.Get(context)) '= stateful-plugin
        End Sub
    End Class

    ' S03: a generic base class.
    Public MustInherit Class KeepingPlugin(Of T)
        Implements IPlugin

        Protected kept As T

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            kept = Make() '~ stateful-plugin
        End Sub

        Protected MustOverride Function Make() As T
    End Class

    Public Class TextPlugin
        Inherits KeepingPlugin(Of String)

        Protected Overrides Function Make() As String
            Return "text"
        End Function
    End Class

    ' R05: what sorts a list is called by the framework.
    Public Class SortingPlugin
        Implements IPlugin
        Implements IComparer(Of Integer)

        Private compared As Integer

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim numbers = New List(Of Integer)()
            numbers.Add(2)
            numbers.Sort(Me)
        End Sub

        Private Function Compare(x As Integer, y As Integer) As Integer Implements IComparer(Of Integer).Compare
            compared += 1 '~ stateful-plugin
            Return x - y
        End Function
    End Class

    ' X06: a member that is kept as a delegate is called where that is invoked.
    Public Class WaitingPlugin
        Implements IPlugin

        Private Shared ReadOnly Pause As Action(Of Integer) = AddressOf Thread.Sleep '~ thread-sleep severity=high

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            service.Update(New Entity("a"))
            Pause(100)
        End Sub
    End Class

    ' R07: an async method.
    Public Class AsyncPlugin
        Implements IPlugin

        Private count As Integer

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim number = CountAsync().Result '~ sync-over-async severity=info
            GC.KeepAlive(number)
        End Sub

        Private Async Function CountAsync() As Task(Of Integer) '~ async-method severity=medium
            Await Task.FromResult(1)
            count += 1 '~ stateful-plugin
            Return count
        End Function
    End Class
End Namespace
