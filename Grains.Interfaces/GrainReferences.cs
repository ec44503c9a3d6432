using Orleans.Runtime;

namespace Parley;

/// <summary>
/// References to grains without reflection: Orleans reads the attributes of the interface each time it is asked for one, which takes longer than a call within the process. What it
/// finds is the same in all factories of a program.
/// </summary>
internal static class GrainReferences
{
    /// <summary>The grain of that key.</summary>
    public static T Of<T>(IGrainFactory grains, string key)
        where T : class, IGrainWithStringKey
    {
        if (Known<T>.Types is { } known)
        {
            return (T)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);
        }

        var first = grains.GetGrain<T>(key);
        if (first is GrainReference reference)
        {
            Known<T>.Types = new Types(reference.GrainId.Type, reference.InterfaceType);
        }

        return first;
    }

    private static class Known<T>
    {
        public static volatile Types? Types;
    }

    private sealed record Types(GrainType Grain, GrainInterfaceType Interface);
}
