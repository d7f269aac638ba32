'! build: release vbc-debug
'! library
' Static locals and module-level state in an assembly of its own.
Imports System
Imports Microsoft.Xrm.Sdk

Namespace Fabrikam.Statics

    Public Class Counting
        Public Value As Integer
    End Class

    ' S22/base-dll
    Public MustInherit Class CountingBase
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static calls As Integer
            calls += 1 '~ stateful-plugin
            Dim mine As Integer = calls
            mine += 1 '= stateful-plugin
            Run()
        End Sub

        Protected MustOverride Sub Run()
    End Class

    Public Module State
        Public Total As Integer
    End Module
End Namespace
