'! build: release vbc-debug
' On Error: the compiler's handler goes on where the author says, and has no line of its own.
Imports System
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.OnError

    Public Class NextPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            On Error Resume Next
            service.Update(New Entity("a")) '~ swallowed-service-exception
            Dim i As Integer = 3
            i += 1
            GC.KeepAlive(i)
        End Sub
    End Class

    Public Class ResumingPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            On Error GoTo failed
            service.Update(New Entity("a")) '~ swallowed-service-exception
            Exit Sub
failed:
            CType(serviceProvider.GetService(GetType(ITracingService)), ITracingService).Trace("x")
            Resume Next
        End Sub
    End Class

    ' The handler always throws.
    Public Class ThrowingPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            On Error GoTo failed
            service.Update(New Entity("a")) '= swallowed-service-exception
            Exit Sub
failed:
            Throw New InvalidPluginExecutionException("x")
        End Sub
    End Class

    Public Class EndingPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim service = CType(serviceProvider.GetService(GetType(IOrganizationService)), IOrganizationService)
            On Error GoTo failed
            service.Update(New Entity("a")) '~ swallowed-service-exception
            service.Delete("a", Guid.Empty)
failed:
        End Sub
    End Class
End Namespace
