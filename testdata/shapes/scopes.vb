'! build: release vbc-debug
' Which registrations a branch gets, asked by Select Case and by a flag.
Imports System
Imports System.Collections.Generic
Imports Microsoft.Xrm.Sdk

Namespace Acme.ScopesInBasic
    Public Enum Lifetime
        [Single]
        Scoped
    End Enum

    Public Class Counter
        Private _count As Integer
        Public Sub Count()
            _count += 1 '~ shared-object-mutation
        End Sub
    End Class

    Public Class Note
        Private _lines As Integer
        Public Sub Write()
            _lines += 1 '= shared-object-mutation
        End Sub
    End Class

    Public Class Entry
        Public Sub New(make As Func(Of Object), lifetime As Lifetime)
            Me.Make = make
            Me.Lifetime = lifetime
        End Sub
        Public ReadOnly Property Make As Func(Of Object)
        Public ReadOnly Property Lifetime As Lifetime
    End Class

    Public Class Book
        Private ReadOnly _entries As New Dictionary(Of Type, Entry)()
        Private ReadOnly _single As New Dictionary(Of Type, Object)()

        Public Sub Register(type As Type, make As Func(Of Object), lifetime As Lifetime)
            _entries(type) = New Entry(make, lifetime)
        End Sub

        Public Function Find(type As Type) As Object
            Dim entry As Entry = Nothing
            If Not _entries.TryGetValue(type, entry) Then Return Nothing
            Select Case entry.Lifetime
                Case Lifetime.Single
                    Dim found As Object = Nothing
                    If Not _single.TryGetValue(type, found) Then
                        found = entry.Make.Invoke()
                        _single(type) = found '~ shared-object-mutation
                    End If
                    Return found
                Case Else
                    Return entry.Make.Invoke()
            End Select
        End Function
    End Class

    Public Class BookPlugin
        Implements IPlugin
        Private ReadOnly _book As New Book()

        Public Sub New()
            _book.Register(GetType(Counter), Function() New Counter(), Lifetime.Single)
            _book.Register(GetType(Note), Function() New Note(), Lifetime.Scoped)
        End Sub

        Public Sub Execute(provider As IServiceProvider) Implements IPlugin.Execute
            CType(_book.Find(GetType(Note)), Note).Write()
            CType(_book.Find(GetType(Counter)), Counter).Count()
        End Sub
    End Class
End Namespace
