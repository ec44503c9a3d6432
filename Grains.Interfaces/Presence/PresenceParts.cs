namespace Parley.Presence;

/// <summary>How users are spread over the grains that know where they are. The same in all processes of a cluster, for ever.</summary>
public static class PresenceParts
{
    public const int Count = 64;

    /// <summary>A frontend that has said nothing to a part for this long is forgotten there, with its users.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(60);

    /// <summary>The part that a user belongs to: FNV-1a of the id, which is the same in every process.</summary>
    public static int Of(string user)
    {
        var hash = 2166136261u;
        foreach (var c in user)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % Count);
    }
}
