using Parley.WebFrontend.SignUp;

namespace Parley.WebFrontend.Users;

internal static class UsersRegistration
{
    public static WebApplicationBuilder AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DefaultRoomsOptions>().BindConfiguration(DefaultRoomsOptions.Section);
        builder.Services.AddSingleton<DefaultRooms>();
        builder.Services.AddSingleton<RoomEntry>();
        builder.Services.AddSingleton<OwnCalls>();
        builder.Services.AddSingleton<VisibleUsers>();
        builder.Services.AddSingleton<ProfileChanges>();
        builder.Services.AddSingleton<People>();
        return builder;
    }
}
