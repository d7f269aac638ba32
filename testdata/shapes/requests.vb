'! refs: Microsoft.Xrm.Sdk
' B01, B02, B03, B04, B05, B06, B07, B08, U01, U02, U03, U04: requests, locks and handlers as VB writes them.
Imports System
Imports System.Threading
Imports Microsoft.Xrm.Sdk
Imports Microsoft.Xrm.Sdk.Messages
Imports Microsoft.Xrm.Sdk.Query

Namespace Fabrikam.Requests

    Public Class SendingPlugin
        Implements IPlugin

        Private Shared ReadOnly Gate As New Object()

        Public Sub Run(provider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(provider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Dim tracing = CType(provider.GetService(GetType(ITracingService)), ITracingService)
            tracing.Trace("begin")
            service.Execute(New ExecuteMultipleRequest()) '~ batch-request severity=medium
            service.Execute(New OrganizationRequest("SetState")) '~ specialized-update
            service.Execute(New OrganizationRequest With {.RequestName = "AddProductToKit"}) '~ deprecated-message
            service.Execute(New OrganizationRequest("fabrikam_SetState")) '= specialized-update
            Dim all As Boolean = True
            service.Retrieve("account", Guid.Empty, New ColumnSet(all)) '~ all-columns
            service.Retrieve("account", Guid.Empty, New ColumnSet(False)) '= all-columns
            service.Execute(New RetrieveEntityRequest With {.RetrieveAsIfPublished = True}) '~ unpublished-metadata
            SyncLock Gate '~ static-lock severity=medium
                tracing.Trace("locked")
            End SyncLock
            SyncLock tracing '= static-lock
                tracing.Trace("nobody waits")
            End SyncLock
            Using mutex As New Mutex(False, "Global\Fabrikam") '~ cross-process-lock
                mutex.WaitOne()
            End Using
            ' Optimised VB says nothing of the line of a `Catch`.
            Try
                service.Update(New Entity("account"))
            Catch ex As Exception : tracing.Trace(ex.Message) '~ swallowed-service-exception
            End Try
        End Sub
    End Class

    Public Class ThrowingPlugin
        Implements IPlugin

        Public Sub Run(provider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(provider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Dim tracing = CType(provider.GetService(GetType(ITracingService)), ITracingService)
            Dim account = service.Retrieve("account", Guid.Empty, New ColumnSet("name"))
            tracing.Trace("read")
            If account Is Nothing Then
                Throw New InvalidPluginExecutionException("none") '= async-no-rollback
            End If
            service.Create(New Entity("contact"))
            If Not account.Contains("name") Then
                Throw New InvalidOperationException("no name") '~ exception-type, async-no-rollback
            End If
        End Sub
    End Class

    Public Class NumberPlugin
        Implements IPlugin

        Public Sub Run(provider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(provider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Dim tracing = CType(provider.GetService(GetType(ITracingService)), ITracingService)
            tracing.Trace("begin")
            Dim counter = service.Retrieve("fabrikam_counter", Guid.Empty, New ColumnSet("fabrikam_next"))
            counter("fabrikam_next") = counter.GetAttributeValue(Of Integer)("fabrikam_next") + 1
            service.Update(counter) '~ autonumber-race
        End Sub
    End Class

    Public Class LockedPlugin
        Implements IPlugin

        Public Sub Run(provider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(provider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Dim tracing = CType(provider.GetService(GetType(ITracingService)), ITracingService)
            tracing.Trace("begin")
            Dim query As New QueryExpression("fabrikam_counter")
            Dim counter = service.RetrieveMultiple(query).Entities(0)
            Dim mark As New Entity("fabrikam_counter")
            mark.Id = counter.Id
            service.Update(mark)
            counter = service.RetrieveMultiple(query).Entities(0) '~ stale-query-after-lock
            tracing.Trace(counter.LogicalName)
            service.Retrieve("fabrikam_counter", counter.Id, New ColumnSet("fabrikam_next")) '= stale-query-after-lock
        End Sub
    End Class

End Namespace
