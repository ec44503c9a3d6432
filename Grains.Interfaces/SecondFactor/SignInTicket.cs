namespace Parley.SecondFactor;

/// <summary>
/// What goes on with a sign-in whose password was right: user id, id and secret of a one-time code, with dots between. The user id
/// finds the grain, the rest proves that it was right.
/// </summary>
public static class SignInTicket
{
    private const int MaxLength = 200;

    public static string Format(string user, string id, string secret) => $"{user}.{id}.{secret}";

    /// <summary>Takes a ticket apart; says nothing about whether any part is real.</summary>
    public static bool TryParse(string? text, out string user, out string id, out string secret)
    {
        (user, id, secret) = ("", "", "");
        if (text is null || text.Length > MaxLength || text.Split('.') is not [{ Length: > 0 } first, { Length: > 0 } second, { Length: > 0 } third])
        {
            return false;
        }

        (user, id, secret) = (first, second, third);
        return true;
    }
}
