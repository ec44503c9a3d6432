using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Irc;

/// <summary>The IRC gateway: a port of its own, off unless it is switched on.</summary>
internal static class IrcRegistration
{
    public static WebApplicationBuilder AddIrc(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IrcOptions>().BindConfiguration(IrcOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IrcOptions>, IrcOptions.Validator>());
        builder.Services.AddSingleton<IrcServices>();
        builder.Services.AddSingleton<IrcListener>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<IrcListener>());
        return builder;
    }
}
