'! banned: BannedSymbols.txt
'! build: release
'! refs: Microsoft.Xrm.Sdk Legacy
' U19: methods that implement under another name, handlers, conversions.
Imports System
Imports System.ComponentModel
Imports Acme.Legacy
Imports Microsoft.Xrm.Sdk
Imports Microsoft.VisualBasic

Namespace Acme.Basic
    Public Class BasicPlugin
        Implements IPlugin

        Public Sub Run(serviceProvider As IServiceProvider) Implements IPlugin.Execute
            Maker.Told(Date.Now) '~ forbidden-api target=M:System.DateTime.get_Now
            Maker.Told(DateAndTime.Now) '= forbidden-api
            Dim part As New Component()
            AddHandler part.Disposed, AddressOf Closed '~ forbidden-api target=M:System.ComponentModel.Component.add_Disposed(System.EventHandler)
            Maker.Told(TryCast(serviceProvider, Store)) '~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(GetType(Store)) '~ forbidden-api target=T:Acme.Legacy.Store
            Dim rests As New Rests()
            rests.Pause()
        End Sub

        Private Shared Sub Closed(sender As Object, e As EventArgs)
        End Sub
    End Class

    Public Class Rests
        Implements IQuiet

        Public Sub Pause() Implements IQuiet.Rest '~ forbidden-api target=M:Acme.Legacy.IQuiet.Rest
            Maker.Told(Nothing)
        End Sub

        Public Sub Rest() '= forbidden-api
            Maker.Told(Nothing)
        End Sub
    End Class
End Namespace
