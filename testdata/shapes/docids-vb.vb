'! build: release vbc-debug
'! doc: yes
'! refs: none
' Documentation-comment ids as the VB compiler writes them: parameterised properties, Optional, ParamArray, WithEvents, modules.
Imports System
Imports System.Collections.Generic

Namespace Fabrikam.Ids.Basic
    ''' <summary>x</summary>
    Public Module Tools
        ''' <summary>x</summary>
        Public Count As Integer
        ''' <summary>x</summary>
        Public Sub Run(ByRef a As Integer, Optional b As String = "x", Optional c As Date? = Nothing)
        End Sub
    End Module

    ''' <summary>x</summary>
    Public Class Shape(Of T)
        ''' <summary>x</summary>
        Public WithEvents Source As Source
        ''' <summary>x</summary>
        Default Public Property Item(index As Integer) As T
            Get
                Return Nothing
            End Get
            Set(value As T)
            End Set
        End Property
        ''' <summary>x</summary>
        Public ReadOnly Property Named(name As String, at As Integer(,)) As Integer
            Get
                Return 0
            End Get
        End Property
        ''' <summary>x</summary>
        Public Sub All(Of U As Class)(a As U(), b As Dictionary(Of T, U), ParamArray c As Object())
        End Sub
        ''' <summary>x</summary>
        Public Shared Narrowing Operator CType(a As Shape(Of T)) As Integer
            Return 0
        End Operator
        ''' <summary>x</summary>
        Public Shared Operator &(a As Shape(Of T), b As String) As String
            Return b
        End Operator
        ''' <summary>x</summary>
        Private Sub OnRaised(sender As Object, e As EventArgs) Handles Source.Raised
        End Sub
    End Class

    ''' <summary>x</summary>
    Public Class Source
        ''' <summary>x</summary>
        Public Event Raised As EventHandler
        ''' <summary>x</summary>
        Public Event Inline(a As Integer, b As String)
    End Class
End Namespace
