namespace Parley.Faults.Network;

/// <summary>A value that may change, and that can be waited on to change.</summary>
internal sealed class Gate<T>(T value)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();
    private T _value = value;

    public T Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }

        set
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _value = value;
                (changed, _changed) = (_changed, New());
            }

            changed.SetResult();
        }
    }

    /// <summary>The value together with a task that is done when it has been set again.</summary>
    public (T Value, Task Changed) Watch()
    {
        lock (_lock)
        {
            return (_value, _changed.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
