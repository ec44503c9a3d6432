using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Retention;
using Parley.WebFrontend.Moderation;

namespace Parley.WebFrontend.Rooms;

/// <summary>What REST, hub and socket need to speak with rooms.</summary>
internal static class RoomsRegistration
{
    public static WebApplicationBuilder AddRooms(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MessageOptions>().BindConfiguration(MessageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MessageOptions>, MessageOptions.Validator>());
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptions.Validator>());
        services.AddOptions<RoomInviteOptions>().BindConfiguration(RoomInviteOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoomInviteOptions>, RoomInviteOptions.Validator>());
        services.AddSingleton<RoomNames>();
        services.AddSingleton<RoomPeople>();
        services.AddSingleton<RoomRequests>();
        services.AddSingleton<MentionNames>();
        services.AddSingleton<RoomCalls>();
        services.AddSingleton<Threads.ThreadCalls>();
        services.AddSingleton<Moderators>();
        return builder;
    }
}
