// Gives back each WebSocket message. @API@ is filled in by whoever compiles it.

import @API@.websocket.OnMessage;
import @API@.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

@ServerEndpoint("/websocket")
public class Echo {
    @OnMessage
    public String text(String message) {
        return message;
    }

    @OnMessage
    public ByteBuffer binary(ByteBuffer message) {
        return message;
    }
}
