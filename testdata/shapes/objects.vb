'! build: release vbc-debug
' A variable of type Object: the compiler calls GetObjectValue for what goes into it, which gives the object that it gets.
Imports System
Imports Microsoft.Xrm.Sdk

Namespace Acme.ObjectsInBasic
    Public Class Sheet
        Public Lines As Integer
    End Class

    Public Class ObjectPlugin
        Implements IPlugin
        Private ReadOnly _held As Object = New Sheet()
        Private ReadOnly _second As Object = New Sheet()

        Public Sub Execute(provider As IServiceProvider) Implements IPlugin.Execute
            Dim any As Object = _held
            Change(any)
            CType(any, Sheet).Lines = 1 '~ shared-object-mutation target=F:Acme.ObjectsInBasic.ObjectPlugin._held
            any = New Sheet()
            CType(any, Sheet).Lines = 2 '= shared-object-mutation
            Change(any)
            any = _second
            CType(any, Sheet).Lines = 3 '~ shared-object-mutation target=F:Acme.ObjectsInBasic.ObjectPlugin._second
        End Sub

        Private Shared Sub Change(any As Object)
            Dim other As Object = any
            DirectCast(other, Sheet).Lines += 1 '~ shared-object-mutation target=F:Acme.ObjectsInBasic.ObjectPlugin._held
        End Sub
    End Class
End Namespace
