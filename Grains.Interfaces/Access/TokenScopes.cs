namespace Parley.Access;

/// <summary>What a bot's token may be used for; what its bot may do is decided besides (RFC 6749 section 3.3). The numbers are stored: never change them.</summary>
[Flags]
public enum TokenScopes
{
    None = 0,

    /// <summary>Read what the bot may read, and listen.</summary>
    Read = 1,

    /// <summary>Change what the bot may change: send, edit, react, join. Reading is not in it.</summary>
    Write = 1 << 1,
}

/// <summary>Scopes by name: on the wire.</summary>
public static class TokenScopeNames
{
    /// <summary>All of them, for sentences.</summary>
    public const string All = "read, write";

    private static readonly (string Name, TokenScopes Scope)[] Names = [("read", TokenScopes.Read), ("write", TokenScopes.Write)];

    /// <summary>In the order in which they are always listed.</summary>
    public static string[] Of(TokenScopes scopes) => [.. Names.Where(one => scopes.HasFlag(one.Scope)).Select(one => one.Name)];

    /// <summary>Null: there are none, or one of them is not known.</summary>
    public static TokenScopes? Parse(IReadOnlyCollection<string?>? names)
    {
        var scopes = TokenScopes.None;
        foreach (var name in names ?? [])
        {
            var scope = Names.FirstOrDefault(one => one.Name == name).Scope;
            if (scope == TokenScopes.None)
            {
                return null;
            }

            scopes |= scope;
        }

        return scopes == TokenScopes.None ? null : scopes;
    }
}
