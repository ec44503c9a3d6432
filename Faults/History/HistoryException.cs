namespace Parley.Faults.History;

/// <summary>A history cannot be written or read: what it says is worth nothing.</summary>
public sealed class HistoryException : Exception
{
    public HistoryException(string message)
        : base(message)
    {
    }

    public HistoryException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
