' X01, X02, X03, X04, X05/lambda: asynchronous and parallel code as VB writes it.
Imports System
Imports System.Collections.Generic
Imports System.Threading
Imports System.Threading.Tasks
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Parallel

    Public Class VisitPlugin
        Implements IPlugin

        Public Sub Run(provider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(provider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Dim ids As New List(Of Guid)()
            Tasks.Parallel.ForEach(ids, Sub(id) service.Delete("account", id)) '~ parallel-execution, context-in-parallel
            Tasks.Parallel.ForEach(ids, Sub(id) Note(id)) '~ parallel-execution '= context-in-parallel
            SaveAsync().Wait() '~ sync-over-async
            SaveAsync() '~ unobserved-async
            Announce()
            Dim pause As Action = Async Sub() Await Task.FromResult(1) '~ unobserved-async
            pause()
            Dim thread As New Thread(Sub() Note(Guid.Empty)) '~ parallel-execution '= context-in-parallel
            thread.Start()
            SyncLock ids
                Note(Guid.Empty)
            End SyncLock
            Task.Delay(2500).Wait() '~ thread-sleep severity=high
        End Sub

        Private Shared Sub Note(id As Guid)
        End Sub

        Private Async Function SaveAsync() As Task '~ async-method
            Await Task.FromResult(1)
        End Function

        Private Async Sub Announce() '~ unobserved-async
            Await Task.FromResult(1)
        End Sub

        ' Nothing calls it.
        Public Async Sub Never() '= unobserved-async
            Await Task.FromResult(1)
        End Sub
    End Class

End Namespace
