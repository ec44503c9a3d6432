using System.Security.Cryptography;
using System.Text;
using Parley.Throttling;

namespace Parley.Grains.Throttling;

/// <summary>Decides about attempts to sign in to one account. Pure.</summary>
/// <param name="known">Marks of places that have signed in before, the latest last.</param>
internal sealed class SignInGuard(SignInGuardOptions options, List<string> known)
{
    private const string Strangers = "";

    /// <summary>By mark of a known place; all others together.</summary>
    private readonly Dictionary<string, Track> _tracks = [];

    /// <summary>Places that are known, the latest last.</summary>
    public IReadOnlyList<string> Known => known;

    /// <summary>Counts an attempt as failed; zero: let it through.</summary>
    public TimeSpan Admit(SignInPlace place, DateTimeOffset now)
    {
        var mark = MarksOf(place).FirstOrDefault(known.Contains) ?? Strangers;
        if (!_tracks.TryGetValue(mark, out var track))
        {
            _tracks[mark] = track = new Track();
        }

        if (now < track.BlockedUntil)
        {
            return track.BlockedUntil - now;
        }

        if (track.BlockedUntil + options.Forget < now)
        {
            track.Failures = 0;
        }

        track.Failures++;
        var (free, longest) = mark == Strangers ? (options.FreeGuesses, options.MaxDelay) : (options.FreeGuesses * 2, options.MaxKnownDelay);
        var over = track.Failures - free;
        track.BlockedUntil = now + (over <= 0 ? TimeSpan.Zero : Delay(over, longest));
        return TimeSpan.Zero;
    }

    /// <summary>Until when some place is refused; null: none is.</summary>
    public DateTimeOffset? BlockedUntil(DateTimeOffset now) =>
        _tracks.Count == 0 ? null : _tracks.Values.Max(track => track.BlockedUntil) is var until && until > now ? until : null;

    /// <summary>No attempt has failed.</summary>
    public void Reset() => _tracks.Clear();

    /// <summary>The attempt was good.</summary>
    /// <returns>True if a place became known.</returns>
    public bool Succeeded(SignInPlace place)
    {
        var marks = MarksOf(place).ToArray();
        foreach (var track in marks.Append(Strangers))
        {
            _tracks.Remove(track); // whoever knows the password is no guesser
        }

        var isNew = marks.Any(mark => !known.Contains(mark));
        foreach (var mark in marks)
        {
            known.Remove(mark);
            known.Add(mark);
        }

        if (known.Count > options.MaxKnownPlaces)
        {
            known.RemoveRange(0, known.Count - options.MaxKnownPlaces);
        }

        return isNew;
    }

    /// <summary>The device first: it is one person's, an address may be many people's. Hashed, so that neither lies readable in the database.</summary>
    private static IEnumerable<string> MarksOf(SignInPlace place)
    {
        if (place.Device is not null)
        {
            yield return "device " + Hash(place.Device);
        }

        yield return "address " + Hash(place.Address);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));

    private TimeSpan Delay(int over, TimeSpan longest)
    {
        var delay = options.FirstDelay * Math.Pow(2, Math.Min(over - 1, 20));
        return delay < longest ? delay : longest;
    }

    private sealed class Track
    {
        public int Failures { get; set; }

        public DateTimeOffset BlockedUntil { get; set; } = DateTimeOffset.MinValue;
    }
}
