'! build: release vbc-debug
' A variable whose address goes to a call holds what was put into it last.
Imports System
Imports System.Collections.Generic
Imports System.Runtime.InteropServices
Imports Microsoft.Xrm.Sdk

Namespace Acme.LentInBasic
    Public Module Lists
        Public Sub Fill(<Out> ByRef list As List(Of String))
            list = New List(Of String)()
        End Sub
    End Module

    Public Class LentPlugin
        Implements IPlugin
        Private ReadOnly _lists As New Dictionary(Of String, List(Of String))()

        Public Sub Execute(provider As IServiceProvider) Implements IPlugin.Execute
            Dim list As List(Of String) = Nothing
            If _lists.TryGetValue("a", list) Then list.Add("a") '~ shared-object-mutation
            Fill(list)
            list.Add("b") '= shared-object-mutation
            list = New List(Of String)()
            list.Add("c") '= shared-object-mutation
        End Sub
    End Class
End Namespace
