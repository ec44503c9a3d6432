namespace Parley.Grains.Bots;

/// <summary>A bot of the server itself, that answers where it is mentioned. What it says may repeat what others have said, so that its links are not followed.</summary>
internal interface IHouseBot
{
    /// <summary>User id; null until the bot is set up, or if there is none.</summary>
    string? UserId { get; }

    /// <summary>Has a message answered that mentions the bot. A second time comes to the same. Returns at once.</summary>
    /// <param name="seq">Number of the message.</param>
    void Ask(string room, long seq);
}
