//! build: release
//! refs: none
// Where a type of ../old/Fabrikam.Orders.cs went.
namespace Fabrikam.Orders
{
    public class Moved { }
}
