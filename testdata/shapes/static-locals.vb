'! build: release vbc-debug
'! refs: Microsoft.Xrm.Sdk static-locals-base
' Static locals: in a helper, in a generic class, in a plug-in whose base has them too.
Imports System
Imports Microsoft.Xrm.Sdk
Imports Fabrikam.Statics

Namespace Fabrikam.StaticLocals

    ' S22, S22/helper
    Public Class HelperPlugin
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Dim mine As Integer = 0
            mine += Count() '= stateful-plugin
            Dim other As New HelperPlugin()
            other.Other()
        End Sub

        Private Function Count() As Integer
            Static counts As Integer
            counts += 1 '~ stateful-plugin
            Return counts
        End Function

        Private Sub Other()
            Static others As Integer
            others += 1 '= stateful-plugin
        End Sub
    End Class

    ' S22/base-dll
    Public Class DerivedPlugin
        Inherits CountingBase

        Protected Overrides Sub Run()
            Static runs As Integer
            runs += 1 '~ stateful-plugin
            State.Total += runs '~ static-state target=F:Fabrikam.Statics.State.Total
            Dim counting As New Counting()
            counting.Value = runs '= stateful-plugin
        End Sub
    End Class

    ' S22/generic
    Public Class GenericPlugin(Of T As New)
        Implements IPlugin

        Public Sub Execute(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Static last As T
            last = New T() '~ stateful-plugin
            Dim mine As T = last
            mine = New T() '= stateful-plugin
            GC.KeepAlive(mine)
        End Sub
    End Class
End Namespace
