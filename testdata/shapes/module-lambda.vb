'! build: release vbc-debug
' S22/lambda: state of a module, written in a lambda.
Imports System
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Lambdas

    Module Totals
        Public Total As Integer
    End Module

    Public Class LambdaPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim mine As Integer = 0
            Dim add As Action = Sub() Totals.Total += 1 '~ static-state target=F:Fabrikam.Lambdas.Totals.Total
            Dim count As Action = Sub() mine += 1 '= static-state
            add()
            count()
        End Sub
    End Class
End Namespace
