using Parley.Settings;

namespace Parley.WebFrontend.Users;

/// <summary>Where new users find themselves. Section <c>Parley:Rooms</c>.</summary>
public sealed class DefaultRoomsOptions
{
    public const string Section = "Parley:Rooms";

    /// <summary>Names of public rooms that every new user joins; one that does not exist is skipped. Not set: <c>lobby</c>.</summary>
    [SettingExample("lobby")]
    public string[]? DefaultRooms { get; set; }
}
