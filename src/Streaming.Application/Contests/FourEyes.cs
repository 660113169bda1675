using Streaming.Application.Operations;
using Streaming.Store.Contests;
using Streaming.Topology;

namespace Streaming.Application.Contests;

/// <summary>What takes two people takes two names.</summary>
static class FourEyes
{
    /// <exception cref="StreamingException">Nobody knows who calls.</exception>
    public static void RequireName(OperationContext context)
    {
        if (context.Caller.Principal.Name is null)
        {
            throw new StreamingException(
                "It takes two people here to let another decision stand, and nobody knows who you are: sign in, or call with a key."
            );
        }
    }

    /// <exception cref="StreamingException">Whoever proposed it is the one who would agree.</exception>
    public static void RequireOther(OperationContext context, ContestAnswer proposed)
    {
        RequireName(context);
        if (string.Equals(context.Caller.Principal.Name, proposed.By, StringComparison.OrdinalIgnoreCase))
        {
            throw new StreamingException(
                $"{proposed.By} proposed '{proposed.Decision}'; somebody else has to agree. Two people at one machine call as one: "
                    + "let each call the gateway with a name of their own."
            );
        }
    }
}
