' Visual Basic: the verdicts on state, and how it is reached.
' S01, S04, S05, S06, S09, S10, S11, S12, S13, S14, S15, S16, S17, S18, S21, R01, R02, R03, R04, R08, R10, R12, X06, U08, U09, U12
'! refs: Microsoft.Xrm.Sdk
Imports System
Imports System.Collections.Concurrent
Imports System.Collections.Generic
Imports System.Net
Imports System.Threading
Imports Microsoft.Xrm.Sdk

Namespace State
    Public Structure Tally
        Public Number As Integer

        Public Sub Bump()
            Number += 1
        End Sub
    End Structure

    Public Class Box
        Public Property Value As Integer
    End Class

    Public Interface IWork
        Sub Run()
    End Interface

    Public Class Work
        Implements IWork

        Private done As Integer

        Public Sub Run() Implements IWork.Run
            done += 1 '~ shared-object-mutation
        End Sub
    End Class

    ' S01, S04, S05, S06: stores to fields.
    Public Class StorePlugin
        Implements IPlugin

        Private count As Integer
        Private text As String = "a" '= stateful-plugin
        Private filled As Integer
        Private tally As Tally
        Private atomic As Integer
        Private ReadOnly made As Integer

        ' S15
        Public Sub New()
            made = 5 '= stateful-plugin
            count = 1 '= stateful-plugin
        End Sub

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            count += 1 '~ stateful-plugin severity=high confidence=high
            text &= "b" '~ stateful-plugin
            Integer.TryParse("1", filled) '~ stateful-plugin
            tally.Number = 2 '~ stateful-plugin
            tally.Bump() '~ stateful-plugin
            Interlocked.Increment(atomic) '~ stateful-plugin severity=low
            Dim local = New Tally()
            local.Bump() '= stateful-plugin
            GC.KeepAlive(text & made & local.Number)
        End Sub
    End Class

    ' S09, S10, S11, S12: what fields hold.
    Public Class HeldPlugin
        Implements IPlugin

        Private ReadOnly names As New List(Of String)
        Private ReadOnly numbers(3) As Integer
        Private ReadOnly crate As New Box()
        Private ReadOnly safe As New ConcurrentDictionary(Of String, Integer)
        Private ReadOnly job As IWork = New Work()

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            names.Add("a") '~ shared-object-mutation severity=medium
            numbers(1) = 2 '~ shared-object-mutation
            crate.Value = 3 '~ shared-object-mutation
            safe("a") = 4 '= shared-object-mutation
            job.Run()
            ' S16, S17
            Dim own = New Box()
            own.Value = 5 '= shared-object-mutation
            Dim others = New List(Of String)
            others.Add("b") '= shared-object-mutation
        End Sub
    End Class

    ' S13, S14, S21: statics and first values.
    Public Class FirstPlugin
        Implements IPlugin

        <ThreadStatic>
        Private Shared mine As Integer

        Private Shared ours As Integer
        Private Shared ReadOnly fixed As Integer

        Private map As Dictionary(Of String, String)

        Shared Sub New()
            fixed = 3 '= static-state
        End Sub

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            mine = 1 '= static-state
            ours += 1 '~ static-state severity=low
            If map Is Nothing Then
                map = New Dictionary(Of String, String)() '~ lazy-member-cache severity=low
            End If
            GC.KeepAlive(map.Count + mine + fixed)
        End Sub
    End Class

    ' R02: a template method of the base.
    Public MustInherit Class TemplatePlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Run()
        End Sub

        Protected MustOverride Sub Run()
    End Class

    Public Class TemplatedPlugin
        Inherits TemplatePlugin

        Private _size As Integer

        Private Property Size As Integer
            Get
                Return _size
            End Get
            Set(value As Integer)
                _size = value '~ stateful-plugin
            End Set
        End Property

        Protected Overrides Sub Run()
            Size = 1
            For Each number In Numbers()
                GC.KeepAlive(number)
            Next
        End Sub

        Private stepped As Integer

        Private Iterator Function Numbers() As IEnumerable(Of Integer)
            stepped += 1 '~ stateful-plugin
            Yield stepped
        End Function
    End Class

    ' S18: what another plug-in does to itself is its own.
    Public Class ProxyPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim inner = New CountedPlugin()
            inner.Execute(serviceProvider) '= stateful-plugin
        End Sub
    End Class

    Public Class CountedPlugin
        Implements IPlugin

        Private count As Integer

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            count += 1 '~ stateful-plugin
        End Sub
    End Class

    ' X06, U08, U09, U12, R12
    Public Class UsesPlugin
        Implements IPlugin

        Public Sub New()
            AddHandler AppDomain.CurrentDomain.DomainUnload, AddressOf Unloaded '~ appdomain-event severity=high
        End Sub

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Thread.Sleep(100) '~ thread-sleep severity=medium
            service.Update(New Entity("a"))
            Thread.Sleep(100) '~ thread-sleep severity=high
            Thread.Sleep(0) '= thread-sleep
            Console.WriteLine("a") '~ sandbox-api severity=low
            ServicePointManager.ServerCertificateValidationCallback = Function(sender, certificate, chain, errors) True '~ certificate-callback
        End Sub

        Private Shared Sub Unloaded(sender As Object, arguments As EventArgs)
        End Sub
    End Class
End Namespace
