using System.Globalization;
using System.Text;
using Parley.Users;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>Names that may be had here, made of names of elsewhere; each given out once.</summary>
internal sealed class ForeignNames
{
    private const int MaxRoomName = 64;

    private readonly HashSet<string> _users = [];
    private readonly HashSet<string> _rooms = [];

    public string User(string wanted)
    {
        var name = Cut(Only(wanted, rune => Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' or '-'), UserNames.MaxLength - 4);
        name = UserNames.Fault(name) is null ? name : $"user-{name}";
        return Free(UserNames.Fault(name) is null ? name : "user", _users, candidate => UserNames.LookAlikeKey(candidate));
    }

    public string Room(string wanted)
    {
        var name = Cut(Only(wanted, rune => Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '-'), MaxRoomName - 4);
        return Free(name.Length == 0 ? "room" : name, _rooms, candidate => candidate.ToUpperInvariant());
    }

    private static string Free(string name, HashSet<string> taken, Func<string, string> key)
    {
        var free = name;
        for (var number = 2; !taken.Add(key(free)); number++)
        {
            free = $"{name}-{number.ToString(CultureInfo.InvariantCulture)}";
        }

        return free;
    }

    private static string Only(string name, Func<Rune, bool> isAllowed) =>
        string.Concat(name.Normalize(NormalizationForm.FormC).EnumerateRunes().Select(rune => isAllowed(rune) ? rune.ToString() : "-")).Trim('-');

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)];
}
