//! refs: none
// Compiled for reference only: the container that shapes/unfollowed.cs asks and that is not there.
namespace SimpleInjector
{
    public class Container
    {
        public T GetInstance<T>() where T : class
        {
            return null;
        }
    }
}
