using System.Globalization;
using Parley.Grains.Delivery;
using Parley.Verification;

namespace Parley.Grains.Verification;

/// <summary>What is written to people. Plain text, and short enough for one SMS where it may go by that.</summary>
internal static class CodeMessages
{
    public static OutgoingMessage ForContact(ContactAddress to, string code, TimeSpan lifetime) => new(
        to.Key,
        "Confirm your address",
        to.Kind == ContactKind.Phone
            ? $"{code} is your Parley code. It counts for {Minutes(lifetime)}."
            : $"Your code is {code}\n\nEnter it where you were asked for it. It counts for {Minutes(lifetime)}, once.\n\n" +
              "Somebody has entered this address in Parley. If it was not you, do nothing: without the code the address is not theirs.\n",
        lifetime);

    /// <param name="address">Key; empty: to nobody.</param>
    /// <param name="link">Null: there is no link.</param>
    public static OutgoingMessage ForReset(string address, string code, string? link, TimeSpan lifetime) => new(
        address,
        "Reset your password",
        $"Somebody, hopefully you, wants a new password for your account in Parley.\n\nYour code is {code}\n\n" +
        (link is null ? "Enter it where you asked for it." : $"Enter it where you asked for it, or open this link:\n{link}") +
        $"\n\nIt counts for {Minutes(lifetime)}, once. If it was not you, do nothing: your password stays as it is.\n",
        lifetime);

    private static string Minutes(TimeSpan lifetime) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(lifetime.TotalMinutes):0} minutes");
}
