namespace Parley.Silo;

/// <summary>Parley's name within Orleans.</summary>
internal static class OrleansService
{
    /// <summary>Part of the key of all grain state: it never changes, and is the same in both modes, so that data can be moved.</summary>
    public const string Id = "parley";
}
