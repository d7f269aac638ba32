'! build: release vbc-debug
' A cast says which classes an object can be of, whatever it is called: CType, DirectCast, TryCast, and the one in For Each.
Imports System
Imports System.Collections
Imports Microsoft.Xrm.Sdk

Namespace Acme.CastsInBasic
    Public MustInherit Class Part
        Public Done As Integer
        Public MustOverride Sub Build()
    End Class

    Public Class Wheel
        Inherits Part
        Public Overrides Sub Build()
        End Sub
    End Class

    Public Class Door
        Inherits Part
        Public Overrides Sub Build()
            Done += 1 '= shared-object-mutation
        End Sub
    End Class

    Public Class Roof
        Inherits Part
        Public Overrides Sub Build()
            Done += 1 '~ shared-object-mutation
        End Sub
    End Class

    Public Class CastPlugin
        Implements IPlugin
        Private ReadOnly _parts As New ArrayList()
        Private ReadOnly _others As New ArrayList()

        Public Sub New()
            _parts.Add(New Wheel())
            _parts.Add(New Door())
            _others.Add(New Roof())
            _others.Add(New Wheel())
        End Sub

        Public Sub Execute(provider As IServiceProvider) Implements IPlugin.Execute
            For Each wheel As Wheel In _parts
                wheel.Build()
            Next
            CType(_parts(0), Wheel).Build()
            DirectCast(_parts(0), Wheel).Build()
            Dim perhaps = TryCast(_parts(0), Wheel)
            If perhaps IsNot Nothing Then perhaps.Build()
            For Each part As Part In _others
                part.Build()
            Next
        End Sub
    End Class
End Namespace
