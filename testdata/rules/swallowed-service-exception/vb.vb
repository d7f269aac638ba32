'! build: release vbc-debug
' A handler of Visual Basic begins with hidden code: the finding stands at its Catch all the same.
Imports System
Imports Microsoft.Xrm.Sdk
Imports Microsoft.Xrm.Sdk.Query

Namespace Acme.Vb
    Public Class Catching
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim tracing As ITracingService = CType(serviceProvider.GetService(GetType(ITracingService)), ITracingService)
            Dim service As IOrganizationService = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            Try
                service.Retrieve("a", Guid.Empty, New ColumnSet("b"))
            Catch ex As Exception : tracing.Trace(ex.Message) '~ swallowed-service-exception
            End Try
            Try
                service.Retrieve("b", Guid.Empty, New ColumnSet("b"))
                tracing.Trace("done") '= swallowed-service-exception
            Catch : tracing.Trace("x") '~ swallowed-service-exception
            End Try
            Try
                service.Retrieve("c", Guid.Empty, New ColumnSet("b"))
            Catch ex As Exception When ex.Message.Length > 3 '~ swallowed-service-exception confidence=medium
                tracing.Trace("x")
            End Try
            Try
                Try
                    service.Retrieve("d", Guid.Empty, New ColumnSet("b"))
                Catch ex As Exception '= swallowed-service-exception
                    Throw New InvalidPluginExecutionException("inner", ex)
                End Try
            Catch ex As InvalidPluginExecutionException : tracing.Trace(ex.Message) '~ swallowed-service-exception
            End Try
            Dim done As Boolean = False
            Try
                service.Retrieve("e", Guid.Empty, New ColumnSet("b"))
                done = True
            Catch ex As Exception '= swallowed-service-exception
            End Try
            If Not done Then
                Throw New InvalidPluginExecutionException("not done")
            End If
            If Not TryRead(service) Then
                Throw New InvalidPluginExecutionException("not read")
            End If
        End Sub

        Private Shared Function TryRead(service As IOrganizationService) As Boolean
            Try
                service.Retrieve("f", Guid.Empty, New ColumnSet("b"))
                Return True
            Catch ex As Exception '= swallowed-service-exception
                Return False
            End Try
        End Function
    End Class
End Namespace
