namespace Parley.Grains.Sessions;

/// <summary>A key cannot be used; the message ends the sentence "FILE …".</summary>
public sealed class TokenKeyException(string message) : Exception(message);
